package org.rowmq.console.api;

import java.util.Base64;
import org.rowmq.management.ManagementException;
import org.rowmq.management.NewMessage;

/**
 * A message to be sent; its body is in {@code text}, {@code map} or {@code bytes} (Base64). A text
 * that is null makes a message without a body.
 */
final class NewMessageInput {
  private static final int DEFAULT_PRIORITY = 4;

  private NewMessageInput() {}

  static NewMessage of(Input input) {
    return new NewMessage(
        body(input),
        input.text("correlationId", null),
        input.text("type", null),
        input.text("replyTo", null),
        Math.toIntExact(input.number("priority", DEFAULT_PRIORITY, 0, 9)),
        input.flag("persistent", true),
        input.number("timeToLiveMillis", 0, 0, Long.MAX_VALUE),
        input.number("delayMillis", 0, 0, Long.MAX_VALUE),
        input.properties("properties"),
        Math.toIntExact(input.number("count", 1, 1, 1_000)));
  }

  private static Object body(Input input) {
    if (input.has("map")) {
      return input.properties("map");
    }
    if (input.has("bytes")) {
      try {
        return Base64.getDecoder().decode(input.text("bytes", ""));
      } catch (IllegalArgumentException e) {
        throw new ManagementException(
            ManagementException.Kind.INVALID, "bytes is not Base64.", "bytes", e);
      }
    }
    return input.isNull("text") ? null : input.text("text", "");
  }
}
