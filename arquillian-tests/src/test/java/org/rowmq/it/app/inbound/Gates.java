package org.rowmq.it.app.inbound;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Where beans wait until the test, to which the property {@value #URL} leads, lets them go on. */
final class Gates {
  private static final String URL = "it.gate";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Gates() {}

  static void pass(String name) {
    URI uri = URI.create(System.getProperty(URL) + name);
    try {
      CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new IllegalStateException(uri + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
