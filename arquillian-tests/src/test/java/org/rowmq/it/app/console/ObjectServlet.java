package org.rowmq.it.app.console;

import jakarta.annotation.Resource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.ObjectMessage;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serializable;

/**
 * POST sends an instance of the class that the body names, in an ObjectMessage; GET receives one
 * and says its class. The code names no such class, so that nothing but these calls loads it.
 */
@WebServlet("/object")
@JMSConnectionFactoryDefinition(name = ObjectServlet.FACTORY, resourceAdapter = "rowmq")
public class ObjectServlet extends HttpServlet {
  static final String FACTORY = "java:app/jms/objects";

  private static final long serialVersionUID = 1L;
  private static final long WAIT = 5_000;

  @Resource(lookup = FACTORY)
  private transient ConnectionFactory factory;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try (JMSContext context = factory.createContext()) {
      Class<?> type = Class.forName(request.getReader().readLine());
      context
          .createProducer()
          .send(
              context.createQueue(request.getParameter("name")),
              (Serializable) type.getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new ServletException(e);
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try (JMSContext context = factory.createContext()) {
      ObjectMessage message =
          (ObjectMessage)
              context
                  .createConsumer(context.createQueue(request.getParameter("name")))
                  .receive(WAIT);
      response.getWriter().print(message.getObject().getClass().getName());
    } catch (JMSException e) {
      throw new ServletException(e);
    }
  }
}
