package org.rowmq.it.servers;

class LibertyIT extends SmokeTests {
  LibertyIT() {
    super("wlp", Liberty::new);
  }
}
