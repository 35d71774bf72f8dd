package org.rowmq.it.servers;

class GlassFishIT extends SmokeTests {
  GlassFishIT() {
    super("glassfish7", GlassFish::new);
  }
}
