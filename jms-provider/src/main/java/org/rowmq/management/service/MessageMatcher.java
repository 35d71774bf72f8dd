package org.rowmq.management.service;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.rowmq.broker.Broker;
import org.rowmq.broker.StoredMessages;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageFilter;
import org.rowmq.message.BodyType;
import org.rowmq.message.CorruptMessageException;
import org.rowmq.store.DeadLetterStore.DeadLetterRow;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.StoredMessage;

/** A filter, checked and ready to be asked about many messages. */
final class MessageMatcher {
  private static final Set<MessageState> ALL_STATES = EnumSet.allOf(MessageState.class);

  private final MessageFilter filter;
  private final Predicate<StoredMessage> selector;
  private final Set<MessageState> states;
  private final String text;

  private MessageMatcher(
      MessageFilter filter,
      Predicate<StoredMessage> selector,
      Set<MessageState> states,
      String text) {
    this.filter = filter;
    this.selector = selector;
    this.states = states;
    this.text = text;
  }

  /**
   * Checks a filter.
   *
   * @throws ManagementException that names the field that is wrong
   */
  static MessageMatcher of(MessageFilter filter) {
    if (filter.to() != 0 && filter.from() > filter.to()) {
      throw new ManagementException(
          Kind.INVALID, "The end of the time is before its beginning.", "to", null);
    }
    String text = filter.text() == null ? null : filter.text().toLowerCase(Locale.ROOT);
    return new MessageMatcher(filter, selector(filter.selector()), states(filter.state()), text);
  }

  private static Predicate<StoredMessage> selector(String text) {
    try {
      return StoredMessages.selecting(text);
    } catch (IllegalArgumentException e) {
      throw new ManagementException(Kind.INVALID, e.getMessage(), "selector", e);
    }
  }

  private static Set<MessageState> states(String name) {
    if (name == null) {
      return ALL_STATES;
    }
    try {
      return EnumSet.of(MessageState.valueOf(name.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      throw new ManagementException(
          Kind.INVALID, "The state is one of " + ALL_STATES + ".", "state", e);
    }
  }

  /** Which states the store has to show. */
  Collection<MessageState> states() {
    return states;
  }

  /** Whether every message of these states is taken. */
  boolean takesAll() {
    return filter.equals(new MessageFilter(null, null, null, null, 0, 0, filter.state()));
  }

  /** The id of a message that is wanted, or null. */
  String id() {
    return filter.id();
  }

  /** Says which of these match; what was noted of their death is read for all at once. */
  Predicate<BrowsedMessage> over(Broker broker, List<BrowsedMessage> chunk) {
    if (filter.death() == null) {
      return this::matches;
    }
    Map<Long, DeadLetterRow> notes =
        broker
            .store()
            .deadLetters()
            .find(chunk.stream().map(message -> message.message().id()).toList());
    return message -> diedSo(notes.get(message.message().id())) && matches(message);
  }

  private boolean diedSo(DeadLetterRow row) {
    return row != null
        && Objects.equals(filter.death().origin(), row.note().origin())
        && Objects.equals(filter.death().reason(), row.note().reason())
        && Objects.equals(filter.death().exceptionClass(), row.note().exceptionClass());
  }

  private boolean matches(BrowsedMessage browsed) {
    Envelope envelope = browsed.message().envelope();
    return states.contains(browsed.state())
        && (filter.id() == null || isCalled(browsed, filter.id()))
        && (filter.correlationId() == null
            || filter.correlationId().equals(envelope.correlationId()))
        && (filter.from() == 0 || envelope.sentAt() >= filter.from())
        && (filter.to() == 0 || envelope.sentAt() < filter.to())
        && selector.test(browsed.message())
        && (text == null || contains(envelope));
  }

  private static boolean isCalled(BrowsedMessage browsed, String id) {
    return id.equals(Long.toString(browsed.message().id()))
        || id.equals(StoredMessages.messageId(browsed.message().envelope().messageId()));
  }

  private boolean contains(Envelope envelope) {
    if (envelope.body() == null) {
      return false;
    }
    try {
      String body =
          switch (BodyType.ofCode(envelope.bodyType())) {
            case TEXT, BYTES -> new String(envelope.body(), StandardCharsets.UTF_8);
            case MAP, STREAM -> BodyText.of(envelope).text();
            case MESSAGE, OBJECT -> "";
          };
      return body.toLowerCase(Locale.ROOT).contains(text);
    } catch (CorruptMessageException e) {
      return false; // of no type that this version knows: nothing is shown of it either
    }
  }
}
