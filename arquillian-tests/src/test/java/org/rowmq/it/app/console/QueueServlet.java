package org.rowmq.it.app.console;

import jakarta.annotation.Resource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.Queue;
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

/**
 * POST sends {@code count} messages, the body and a number in each; or one message to each of
 * {@code queues}; or, in transactions of a thousand, {@code bulk} messages to {@code spread} queues
 * in turn. GET receives all there are, one a line: text, delivery count, redelivered.
 */
@WebServlet("/queue")
@JMSConnectionFactoryDefinition(name = QueueServlet.FACTORY, resourceAdapter = "rowmq")
public class QueueServlet extends HttpServlet {
  static final String FACTORY = "java:app/jms/console-tests";

  private static final long serialVersionUID = 1L;
  private static final long LAST_WAIT = 2_000;

  private static final int BATCH = 1_000;

  @Resource(lookup = FACTORY)
  private transient ConnectionFactory factory;

  @Resource private transient UserTransaction transaction;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String text = request.getReader().readLine();
    if (request.getParameter("bulk") != null) {
      bulk(
          request.getParameter("name"),
          Integer.parseInt(request.getParameter("spread")),
          Integer.parseInt(request.getParameter("bulk")),
          text);
      return;
    }
    if (request.getParameter("queues") != null) {
      fill(request.getParameter("name"), Integer.parseInt(request.getParameter("queues")), text);
      return;
    }
    try (JMSContext context = factory.createContext()) {
      Queue queue = context.createQueue(request.getParameter("name"));
      JMSProducer producer = context.createProducer().setJMSCorrelationID(text);
      for (int i = 0; i < Integer.parseInt(request.getParameter("count")); i++) {
        producer.setProperty("number", i).setProperty("text", text).send(queue, text + i);
      }
    }
  }

  private void bulk(String prefix, int spread, int messages, String text) throws ServletException {
    try {
      for (int sent = 0; sent < messages; sent += BATCH) {
        transaction.begin();
        try (JMSContext context = factory.createContext()) {
          JMSProducer producer = context.createProducer().setJMSCorrelationID(text);
          for (int i = sent; i < Math.min(messages, sent + BATCH); i++) {
            String queue = spread == 1 ? prefix : prefix + i % spread;
            producer.setProperty("number", i).send(context.createQueue(queue), text + i);
          }
        }
        transaction.commit();
      }
    } catch (NotSupportedException
        | SystemException
        | RollbackException
        | HeuristicMixedException
        | HeuristicRollbackException e) {
      throw new ServletException(e);
    }
  }

  /** One message to each of many queues. */
  private void fill(String prefix, int queues, String text) {
    try (JMSContext context = factory.createContext()) {
      JMSProducer producer = context.createProducer();
      for (int i = 0; i < queues; i++) {
        producer.send(context.createQueue(prefix + i), text);
      }
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try (JMSContext context = factory.createContext()) {
      JMSConsumer consumer =
          context.createConsumer(context.createQueue(request.getParameter("name")));
      Message message;
      while ((message = consumer.receive(LAST_WAIT)) != null) {
        response
            .getWriter()
            .println(
                message.getBody(String.class)
                    + " "
                    + message.getIntProperty("JMSXDeliveryCount")
                    + " "
                    + message.getJMSRedelivered());
      }
    } catch (JMSException e) {
      throw new ServletException(e);
    }
  }
}
