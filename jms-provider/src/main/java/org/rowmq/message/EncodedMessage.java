package org.rowmq.message;

import java.util.Objects;

/**
 * A message in the form it is stored in. What a database column holds by itself (id, times,
 * priority, delivery mode, counts) is in {@link DeliveryHeaders}. Immutable by contract: the arrays
 * are shared and must not be changed, so it is safe for use by many threads.
 *
 * @param bodyType which of the six message types
 * @param headers destination, reply-to, time to live, delay and properties; compact and versioned
 * @param body the body, or null for a message without one
 * @param correlationId JMSCorrelationID for people and SQL, or null: well-formed Unicode without
 *     U+0000, which not every database can store; where the application's value is not, the exact
 *     one is in the headers
 * @param type JMSType, or null, with the same restriction
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose, see above
public record EncodedMessage(
    BodyType bodyType, byte[] headers, byte[] body, String correlationId, String type) {

  public EncodedMessage {
    Objects.requireNonNull(bodyType, "bodyType");
    Objects.requireNonNull(headers, "headers");
  }
}
