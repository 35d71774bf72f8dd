package org.rowmq.management.service;

import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqQueue;
import org.rowmq.broker.Broker;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.client.Domain;
import org.rowmq.management.Caller;
import org.rowmq.management.NewMessage;
import org.rowmq.management.Role;
import org.rowmq.message.EncodedMessage;
import org.rowmq.message.RowmqMessage;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.Envelope;
import org.rowmq.testing.Directories;

/** A node on a fresh embedded database, managed, with a clock the test moves. */
final class ManagedNode implements BeforeAllCallback, AfterAllCallback {
  static final Caller ADMIN = new Caller("ada", Role.ADMIN, "10.0.0.1", "request-1");
  static final Caller OPERATOR = new Caller("oto", Role.OPERATOR, "10.0.0.2", "request-2");
  static final Caller VIEWER = new Caller("vic", Role.VIEWER, "10.0.0.3", "request-3");

  final MovableClock clock = new MovableClock();
  private Path directory;
  private RowmqRuntime runtime;
  private Management management;

  @Override
  public void beforeAll(ExtensionContext context) {
    directory = Directories.fresh(context.getRequiredTestClass().getSimpleName());
    Map<String, String> settings =
        Map.of("dataDirectory", directory.toString(), "nodeName", "managed");
    runtime = RowmqRuntime.start(RowmqConfig.of(settings), Authenticator.TRUST);
    management = new Management(runtime.broker(), "test", List::of, clock);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    runtime.close();
    Directories.delete(directory);
  }

  Management management() {
    return management;
  }

  Broker broker() {
    return runtime.broker();
  }

  /** An audit entry of what somebody does with a user on another node. */
  AuditRow told(String action, String user) {
    return new AuditRow(
        broker().store().nextId(),
        broker().now(),
        "elsewhere",
        "admin",
        "10.0.0.9",
        action,
        "user",
        user,
        0,
        "{}",
        AuditTrail.OK,
        null,
        null);
  }

  /** A new connection of a client. */
  ClientConnection connect() throws JMSException {
    return runtime.clientNode().connect(null, null, null, Domain.COMMON, null);
  }

  /** Creates a queue with this many text messages. */
  void queue(String name, int count) {
    management.createDestination(ADMIN, DestinationKind.QUEUE, name);
    for (int i = 0; i < count; i++) {
      send(name, "message " + i);
    }
  }

  void send(String queue, String text) {
    management.messages().send(OPERATOR, DestinationKind.QUEUE, queue, NewMessage.text(text), null);
  }

  /** Sends any of the six types, as a client would. */
  void send(String queue, RowmqMessage message) throws JMSException {
    Broker broker = runtime.broker();
    long id = broker.store().nextId();
    message.setSendHeaders(new RowmqQueue(queue), broker.messageId(id), 1, true, 4, 0, 0);
    EncodedMessage encoded = message.encode();
    broker.send(
        broker.find(DestinationKind.QUEUE, queue).orElseThrow(),
        List.of(
            new Envelope(
                id,
                4,
                true,
                1,
                0,
                0,
                encoded.correlationId(),
                encoded.type(),
                encoded.bodyType().code(),
                encoded.headers(),
                encoded.body())),
        null);
  }

  /** Stands still until told. */
  static final class MovableClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void forward(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
