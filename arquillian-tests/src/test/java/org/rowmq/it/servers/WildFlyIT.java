package org.rowmq.it.servers;

class WildFlyIT extends SmokeTests {
  WildFlyIT() {
    super("wildfly", WildFly::new);
  }
}
