package org.rowmq.it.onecommit;

import java.nio.file.Path;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.rowmq.it.app.orders.OrderDesk;
import org.rowmq.it.harness.Archives;

/** The application in {@link org.rowmq.it.app.orders} with its persistence unit. */
final class OrdersApplication {
  private static final String PERSISTENCE =
      """
      <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
        <persistence-unit name="orders">
          <jta-data-source>jdbc/rowmq</jta-data-source>
          <exclude-unlisted-classes>false</exclude-unlisted-classes>
        </persistence-unit>
      </persistence>
      """;

  private OrdersApplication() {}

  static WebArchive archive() {
    return Archives.war("orders")
        .addPackage(OrderDesk.class.getPackage())
        .addAsResource(new StringAsset(PERSISTENCE), "META-INF/persistence.xml");
  }

  static Path exportTo(Path directory) {
    return Archives.export(archive(), directory);
  }
}
