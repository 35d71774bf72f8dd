package org.rowmq.client;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.XAJMSContext;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;
import org.rowmq.transaction.TransactionContext;

/**
 * The simplified API over a connection and one session (specification 2.8). The connection is
 * closed with the last context that shares it.
 */
public final class ClientContext implements XAJMSContext {
  private final ClientConnection connection;
  private final ClientSession session;
  private final AtomicInteger sharing;
  private volatile boolean autoStart = true;
  private volatile boolean closed;

  /** Set while it is closed: listeners that still run may use it, nobody else. */
  private volatile boolean closing;

  private ClientContext(ClientConnection connection, ClientSession session, AtomicInteger sharing) {
    this.connection = connection;
    this.session = session;
    this.sharing = sharing;
    sharing.incrementAndGet();
  }

  /** A context of its own connection, which it closes at its end. */
  public static ClientContext open(ClientConnection connection, int sessionMode) {
    try {
      return new ClientContext(
          connection, connection.openForContext(sessionMode, Domain.COMMON), new AtomicInteger());
    } catch (JMSException e) {
      closeAfter(connection, e);
      throw JmsErrors.unchecked(e);
    }
  }

  /**
   * A context whose sends and acknowledgements join what {@code context} says; for the resource
   * adapter.
   */
  public static ClientContext open(
      ClientConnection connection, TransactionContext context, AcknowledgeMode mode) {
    try {
      return new ClientContext(
          connection, connection.createSession(context, mode), new AtomicInteger());
    } catch (JMSException e) {
      closeAfter(connection, e);
      throw JmsErrors.unchecked(e);
    }
  }

  /** As {@link #open}, for distributed transactions. */
  public static ClientContext openXa(ClientConnection connection) {
    try {
      return new ClientContext(connection, connection.openXa(Domain.COMMON), new AtomicInteger());
    } catch (JMSException e) {
      closeAfter(connection, e);
      throw JmsErrors.unchecked(e);
    }
  }

  private static void closeAfter(ClientConnection connection, JMSException cause) {
    try {
      connection.close();
    } catch (JMSException e) {
      cause.addSuppressed(e);
    }
  }

  private void checkOpen() {
    if (closed && !(closing && session.isInListener())) {
      throw new IllegalStateRuntimeException("The context is closed", "ILLEGAL_STATE");
    }
  }

  ClientSession session() {
    checkOpen();
    connection.fixClientId();
    return session;
  }

  @Override
  public JMSContext createContext(int sessionMode) {
    checkOpen();
    return JmsErrors.unchecked(
        () ->
            new ClientContext(
                connection, connection.openForContext(sessionMode, Domain.COMMON), sharing));
  }

  @Override
  public JMSContext getContext() {
    checkOpen();
    return this;
  }

  @Override
  public XAResource getXAResource() {
    return session().getXAResource();
  }

  @Override
  public JMSProducer createProducer() {
    return new ClientJmsProducer(this);
  }

  // ---- connection

  @Override
  public String getClientID() {
    checkOpen();
    return JmsErrors.unchecked(connection::getClientID);
  }

  @Override
  public void setClientID(String clientId) {
    checkOpen();
    JmsErrors.unchecked(() -> connection.setClientID(clientId));
  }

  @Override
  public ConnectionMetaData getMetaData() {
    checkOpen();
    return JmsErrors.unchecked(connection::getMetaData);
  }

  @Override
  public ExceptionListener getExceptionListener() {
    checkOpen();
    return JmsErrors.unchecked(connection::getExceptionListener);
  }

  @Override
  public void setExceptionListener(ExceptionListener listener) {
    checkOpen();
    JmsErrors.unchecked(() -> connection.setExceptionListener(listener));
  }

  @Override
  public void start() {
    checkOpen();
    JmsErrors.unchecked(connection::start);
  }

  @Override
  public void stop() {
    checkOpen();
    JmsErrors.unchecked(connection::stop);
  }

  @Override
  public void setAutoStart(boolean autoStart) {
    checkOpen();
    this.autoStart = autoStart;
  }

  @Override
  public boolean getAutoStart() {
    checkOpen();
    return autoStart;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    if (session.isInListener()) {
      throw new IllegalStateRuntimeException(
          "A listener must not close its own context: that would wait for itself", "ILLEGAL_STATE");
    }
    synchronized (this) {
      if (closed) {
        return;
      }
      closing = true;
      closed = true;
    }
    JmsErrors.unchecked(
        () -> {
          FirstFailure failures = new FirstFailure();
          failures.run(session::close);
          closing = false;
          if (sharing.decrementAndGet() == 0) {
            failures.run(connection::close);
          }
          failures.throwFirst();
        });
  }

  // ---- messages

  @Override
  public BytesMessage createBytesMessage() {
    return JmsErrors.unchecked(session()::createBytesMessage);
  }

  @Override
  public MapMessage createMapMessage() {
    return JmsErrors.unchecked(session()::createMapMessage);
  }

  @Override
  public Message createMessage() {
    return JmsErrors.unchecked(session()::createMessage);
  }

  @Override
  public ObjectMessage createObjectMessage() {
    ClientSession open = session();
    return JmsErrors.unchecked(() -> open.createObjectMessage());
  }

  @Override
  public ObjectMessage createObjectMessage(Serializable object) {
    ClientSession open = session();
    return JmsErrors.unchecked(() -> open.createObjectMessage(object));
  }

  @Override
  public StreamMessage createStreamMessage() {
    return JmsErrors.unchecked(session()::createStreamMessage);
  }

  @Override
  public TextMessage createTextMessage() {
    ClientSession open = session();
    return JmsErrors.unchecked(() -> open.createTextMessage());
  }

  @Override
  public TextMessage createTextMessage(String text) {
    ClientSession open = session();
    return JmsErrors.unchecked(() -> open.createTextMessage(text));
  }

  // ---- session

  @Override
  public boolean getTransacted() {
    return JmsErrors.unchecked(session()::getTransacted);
  }

  @Override
  public int getSessionMode() {
    return JmsErrors.unchecked(session()::getAcknowledgeMode);
  }

  @Override
  public void commit() {
    JmsErrors.unchecked(session()::commit);
  }

  @Override
  public void rollback() {
    JmsErrors.unchecked(session()::rollback);
  }

  @Override
  public void recover() {
    JmsErrors.unchecked(session()::recover);
  }

  @Override
  public void acknowledge() {
    JmsErrors.unchecked(session()::acknowledge);
  }

  private JMSConsumer consumer(JmsErrors.Operation<MessageConsumer> creation) {
    session();
    return JmsErrors.unchecked(
        () -> {
          ClientConsumer consumer = (ClientConsumer) creation.run();
          if (autoStart) {
            connection.start();
          }
          return new ClientJmsConsumer(consumer);
        });
  }

  @Override
  public JMSConsumer createConsumer(Destination destination) {
    return consumer(() -> session.createConsumer(destination));
  }

  @Override
  public JMSConsumer createConsumer(Destination destination, String selector) {
    return consumer(() -> session.createConsumer(destination, selector));
  }

  @Override
  public JMSConsumer createConsumer(Destination destination, String selector, boolean noLocal) {
    return consumer(() -> session.createConsumer(destination, selector, noLocal));
  }

  @Override
  public JMSConsumer createDurableConsumer(Topic topic, String name) {
    return consumer(() -> session.createDurableConsumer(topic, name));
  }

  @Override
  public JMSConsumer createDurableConsumer(
      Topic topic, String name, String selector, boolean noLocal) {
    return consumer(() -> session.createDurableConsumer(topic, name, selector, noLocal));
  }

  @Override
  public JMSConsumer createSharedDurableConsumer(Topic topic, String name) {
    return consumer(() -> session.createSharedDurableConsumer(topic, name));
  }

  @Override
  public JMSConsumer createSharedDurableConsumer(Topic topic, String name, String selector) {
    return consumer(() -> session.createSharedDurableConsumer(topic, name, selector));
  }

  @Override
  public JMSConsumer createSharedConsumer(Topic topic, String name) {
    return consumer(() -> session.createSharedConsumer(topic, name));
  }

  @Override
  public JMSConsumer createSharedConsumer(Topic topic, String name, String selector) {
    return consumer(() -> session.createSharedConsumer(topic, name, selector));
  }

  @Override
  public QueueBrowser createBrowser(Queue queue) {
    return browser(queue, null);
  }

  @Override
  public QueueBrowser createBrowser(Queue queue, String selector) {
    return browser(queue, selector);
  }

  private QueueBrowser browser(Queue queue, String selector) {
    ClientSession open = session();
    return JmsErrors.unchecked(
        () -> {
          QueueBrowser browser = open.createBrowser(queue, selector);
          if (autoStart) {
            connection.start();
          }
          return browser;
        });
  }

  @Override
  public Queue createQueue(String name) {
    ClientSession open = session();
    return JmsErrors.unchecked(() -> open.createQueue(name));
  }

  @Override
  public Topic createTopic(String name) {
    ClientSession open = session();
    return JmsErrors.unchecked(() -> open.createTopic(name));
  }

  @Override
  public TemporaryQueue createTemporaryQueue() {
    return JmsErrors.unchecked(session()::createTemporaryQueue);
  }

  @Override
  public TemporaryTopic createTemporaryTopic() {
    return JmsErrors.unchecked(session()::createTemporaryTopic);
  }

  @Override
  public void unsubscribe(String name) {
    ClientSession open = session();
    JmsErrors.unchecked(() -> open.unsubscribe(name));
  }
}
