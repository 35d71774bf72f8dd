package org.rowmq.it.app.many;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * POST /many has each bean send, as many at a time as there are connections; GET receives what they
 * sent. With more at a time Payara would stand still: whoever waits for a connection for an
 * injected context keeps all others from using theirs (docs/transactions.md).
 */
@JMSConnectionFactoryDefinition(
    name = ManyServlet.FACTORY,
    resourceAdapter = "rowmq",
    maxPoolSize = ManyServlet.CONNECTIONS)
@WebServlet("/many")
public class ManyServlet extends HttpServlet {
  public static final String FACTORY = "java:app/jms/few";
  public static final String QUEUE = "it.many";
  public static final int CONNECTIONS = 8;

  private static final long serialVersionUID = 1L;
  private static final int PATIENCE_MILLIS = 2_000;

  @Inject @Any private transient Instance<Sends> beans;
  @Resource private transient ManagedExecutorService threads;

  @Resource(lookup = FACTORY)
  private transient ConnectionFactory factory;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException {
    List<Future<?>> sent = new ArrayList<>();
    List<Sends> all = beans.stream().toList();
    for (int first = 0; first < CONNECTIONS; first++) {
      int share = first;
      sent.add(
          threads.submit(
              () -> {
                for (int i = share; i < all.size(); i += CONNECTIONS) {
                  all.get(i).send();
                }
              }));
    }
    try {
      for (Future<?> each : sent) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new ServletException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    TreeSet<String> senders = new TreeSet<>();
    try (JMSContext context = factory.createContext();
        JMSConsumer consumer = context.createConsumer(context.createQueue(QUEUE))) {
      String sender = consumer.receiveBody(String.class, PATIENCE_MILLIS);
      while (sender != null) {
        if (!senders.add(sender)) {
          throw new IllegalStateException(sender + " came twice");
        }
        sender = consumer.receiveBody(String.class, PATIENCE_MILLIS / 4);
      }
    }
    response.getWriter().print(senders.size());
  }
}
