package org.rowmq.it.servers;

class PayaraServerIT extends SmokeTests {
  PayaraServerIT() {
    super("payara6", GlassFish::new);
  }
}
