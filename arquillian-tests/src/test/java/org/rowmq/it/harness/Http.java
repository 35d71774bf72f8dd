package org.rowmq.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** HTTP for tests: bounded, and anything but 2xx is a failure unless the response is asked for. */
public final class Http {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private Http() {}

  public static String get(URL base, String path) {
    return body(exchange(HttpRequest.newBuilder(resolve(base, path)).build()));
  }

  public static String post(URL base, String path, String body) {
    return body(
        exchange(
            HttpRequest.newBuilder(resolve(base, path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
  }

  /** Any exchange, whatever the status. */
  public static HttpResponse<String> exchange(HttpRequest request) {
    try {
      HttpRequest bounded =
          HttpRequest.newBuilder(request, (name, value) -> true).timeout(LIMIT).build();
      return CLIENT.send(bounded, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(request.method() + " " + request.uri() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static String body(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          response.uri() + " answered " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  private static URI resolve(URL base, String path) {
    return URI.create(base.toString()).resolve(path);
  }
}
