package org.rowmq.client;

import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Work;
import org.rowmq.message.RowmqMessage;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.tracing.Tracing;
import org.rowmq.tracing.Tracing.Span;

/** Gives one message to a listener, and ends its delivery as the session's mode says. */
final class ListenerCall {
  private static final Logger LOG = System.getLogger(ListenerCall.class.getName());

  private final MessageListener listener;

  /** The loader of the application that set the listener, which knows its classes. */
  private final ClassLoader loader;

  ListenerCall(MessageListener listener) {
    this.listener = listener;
    this.loader = Thread.currentThread().getContextClassLoader();
  }

  MessageListener listener() {
    return listener;
  }

  /** Called by the thread that uses the session. */
  void deliver(ClientSession session, Delivery delivery) {
    RowmqMessage message;
    Work work;
    try {
      message = session.decode(delivery);
      work = session.currentWork();
    } catch (JMSException | RuntimeException e) {
      session.broker().unseen(List.of(delivery));
      session
          .connection()
          .report(e instanceof JMSException known ? known : new JMSException(String.valueOf(e)));
      return;
    }
    Acknowledgements acknowledgements = session.acknowledgements();
    if (work != null) {
      work.consume(delivery);
    } else {
      acknowledgements.toListener(delivery);
    }
    long began = System.nanoTime();
    Throwable thrown = call(message, delivery.destination());
    session.broker().traffic().processed(delivery, System.nanoTime() - began);
    if (work == null) {
      acknowledgements.fromListener(delivery, thrown);
    }
  }

  /** What the listener threw, or null; an Error must not take the session down with it either. */
  private Throwable call(RowmqMessage message, DestinationRow from) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    Span span =
        Tracing.get()
            .process(
                new Tracing.Destination(from.name(), from.temporary()),
                message.getJMSMessageID(),
                message::text);
    try {
      listener.onMessage(message);
      return null;
    } catch (RuntimeException | Error e) {
      span.failed(e);
      LOG.log(Level.WARNING, "The message listener failed on " + message.getJMSMessageID(), e);
      return e;
    } finally {
      span.close();
      thread.setContextClassLoader(before);
    }
  }
}
