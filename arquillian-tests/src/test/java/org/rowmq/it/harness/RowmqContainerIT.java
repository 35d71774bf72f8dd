package org.rowmq.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class RowmqContainerIT {

  @ArquillianResource private URL address;

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war("greeting").addAsWebResource(new StringAsset("a page"), "page.txt");
  }

  @Test
  void aTestGetsTheAddressOfItsApplication() throws IOException {
    assertThat(address.getPath()).isEqualTo("/greeting/");
    try (var page = new URL(address, "page.txt").openStream()) {
      assertThat(page).hasContent("a page");
    }
  }
}
