package org.rowmq.management.jmx;

import java.util.List;
import java.util.function.Supplier;
import javax.management.openmbean.CompositeData;
import org.rowmq.DestinationKind;
import org.rowmq.management.Caller;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessageSource;
import org.rowmq.management.NewMessage;

/** Messages: each operation is one call of the management service. Thread-safe. */
record MessagesBean(MessageManagement service, Supplier<Caller> caller) implements MessagesMBean {
  private static final char SUBSCRIPTION = '#';

  private static MessageSource source(String text) {
    if (text == null || text.isEmpty()) {
      throw Beans.invalid("source", "Give the name of a queue, or # and a subscription.", null);
    }
    if (text.charAt(0) != SUBSCRIPTION) {
      return MessageSource.queue(text);
    }
    try {
      return MessageSource.subscription(Long.parseLong(text.substring(1)));
    } catch (NumberFormatException e) {
      throw Beans.invalid("source", "After # comes the number of a subscription.", e);
    }
  }

  private static MessageFilter filter(String selector) {
    return Beans.orNull(selector) == null ? MessageFilter.ALL : MessageFilter.selecting(selector);
  }

  private static MessageCommand command(
      String action, String source, List<String> ids, MessageFilter filter, String target) {
    MessageCommand.Action known;
    try {
      known = MessageCommand.Action.valueOf(action);
    } catch (IllegalArgumentException e) {
      throw Beans.invalid("action", "The action is MOVE, COPY, DELETE or RETRY.", e);
    }
    String to = Beans.orNull(target);
    return new MessageCommand(
        known, source(source), ids, filter, to == null ? null : DestinationKind.QUEUE, to);
  }

  @Override
  public CompositeData browse(String source, String selector, String cursor, int limit) {
    return OpenData.of(
        service.browse(
            caller.get(), source(source), filter(selector), Beans.orNull(cursor), limit));
  }

  @Override
  public CompositeData count(String source, String selector) {
    return OpenData.of(service.count(caller.get(), source(source), filter(selector)));
  }

  @Override
  public CompositeData find(String id) {
    return OpenData.of(service.message(caller.get(), id));
  }

  @Override
  public String reveal(String id, String property) {
    return service.reveal(caller.get(), id, property);
  }

  @Override
  public String sendText(String type, String name, String text) {
    return service.send(caller.get(), Beans.kind(type), name, NewMessage.text(text), null).get(0);
  }

  @Override
  public CompositeData confirm(String action, String source, String selector, String target) {
    return OpenData.of(
        service.confirm(caller.get(), command(action, source, null, filter(selector), target)));
  }

  @Override
  public CompositeData run(
      String action,
      String source,
      String selector,
      String target,
      String token,
      String typedName) {
    return OpenData.of(
        service.run(
            caller.get(),
            command(action, source, null, filter(selector), target),
            Beans.orNull(token),
            Beans.orNull(typedName)));
  }

  @Override
  public CompositeData runOne(
      String action, String source, String id, String target, String token) {
    return OpenData.of(
        service.run(
            caller.get(),
            command(action, source, List.of(id), null, target),
            Beans.orNull(token),
            null));
  }

  @Override
  public CompositeData confirmOne(String source, String id) {
    return OpenData.of(
        service.confirm(
            caller.get(),
            command(MessageCommand.Action.DELETE.name(), source, List.of(id), null, null)));
  }

  @Override
  public CompositeData[] getDeadLetters() {
    return OpenData.list(service.deadLetters(caller.get()).groups());
  }

  @Override
  public CompositeData[] getJobs() {
    return OpenData.list(service.jobs(caller.get()));
  }

  @Override
  public CompositeData cancelJob(String id) {
    return OpenData.of(service.cancel(caller.get(), id));
  }
}
