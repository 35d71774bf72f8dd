package org.rowmq.it.app.inbound;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
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
 * POST /inbound?queue= or ?topic= sends each line of the body, with &amp;together=true all in one
 * transaction; GET tells what came.
 */
@JMSConnectionFactoryDefinition(name = "java:app/jms/inbound", resourceAdapter = "rowmq")
@WebServlet("/inbound")
public class InboundServlet extends HttpServlet {
  @Inject private transient Notes notes;

  @Resource(lookup = "java:app/jms/inbound")
  private transient ConnectionFactory factory;

  @Resource private transient UserTransaction transaction;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    try {
      if (Boolean.parseBoolean(request.getParameter("together"))) {
        transaction.begin();
        send(request, response);
        transaction.commit();
      } else {
        send(request, response);
      }
    } catch (NotSupportedException
        | SystemException
        | RollbackException
        | HeuristicMixedException
        | HeuristicRollbackException e) {
      throw new ServletException(e);
    }
  }

  private void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String topic = request.getParameter("topic");
    try (JMSContext context = factory.createContext()) {
      Destination to =
          topic == null
              ? context.createQueue(request.getParameter("queue"))
              : context.createTopic(topic);
      request.getReader().lines().forEach(line -> context.createProducer().send(to, line));
    } catch (JMSRuntimeException e) {
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, e.getMessage());
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(notes.text());
  }
}
