package org.rowmq.it.app.book;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSDestinationDefinition;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import org.rowmq.it.app.inbound.Notes;

/**
 * POST /book sends in all ways that the platform has, in a transaction, and commits or rolls back
 * as the body says; GET tells what the beans were given.
 */
@JMSDestinationDefinition(
    name = "java:app/jms/bookOrders",
    interfaceName = "jakarta.jms.Queue",
    resourceAdapter = "jmsra",
    destinationName = "book.orders")
@JMSConnectionFactoryDefinition(name = "java:app/jms/bookFactory")
@WebServlet("/book")
public class BookServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient Notes notes;
  @Inject private transient JMSContext injected;

  @Inject
  @JMSConnectionFactory("java:app/jms/bookFactory")
  private transient JMSContext ofTheDefined;

  @Resource private transient ConnectionFactory unnamed;

  @Resource(lookup = "java:comp/DefaultJMSConnectionFactory")
  private transient ConnectionFactory named;

  @Resource(lookup = "java:app/jms/bookOrders")
  private transient Queue orders;

  @Resource(lookup = "java:module/jms/news")
  private transient Topic news;

  @Resource private transient UserTransaction transaction;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String end = request.getReader().readLine();
    try {
      transaction.begin();
      injected.createProducer().send(orders, end + "-injected").send(news, end + "-news");
      ofTheDefined.createProducer().send(orders, end + "-defined");
      send(unnamed, end + "-unnamed");
      send(named, end + "-named");
      if (end.equals("commit")) {
        transaction.commit();
      } else {
        transaction.rollback();
      }
    } catch (NotSupportedException
        | SystemException
        | RollbackException
        | HeuristicMixedException
        | HeuristicRollbackException e) {
      throw new ServletException(e);
    }
  }

  private void send(ConnectionFactory factory, String text) {
    try (JMSContext context = factory.createContext()) {
      context.createProducer().send(orders, text);
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(notes.text());
  }
}
