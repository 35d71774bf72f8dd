package org.rowmq.it.app.security;

import jakarta.annotation.Resource;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Queue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;

/**
 * POST /connection and /context?factory=anybody|seller&user=&password=&text= send to the bean;
 * "ok", or the exception. POST /browse, likewise, says how many messages a browser shows. GET /seen
 * tells what the bean was given.
 */
@JMSConnectionFactoryDefinition(name = "java:app/jms/anybody", resourceAdapter = "rowmq")
@JMSConnectionFactoryDefinition(
    name = "java:app/jms/seller",
    resourceAdapter = "rowmq",
    user = "seller",
    password = "${ENV=IT_SELLER_PASSWORD}")
@WebServlet({"/connection", "/context", "/browse", "/seen"})
public class SecurityServlet extends HttpServlet {
  private static final String QUEUE = "it.guarded";

  @Resource(lookup = "java:app/jms/anybody")
  private transient ConnectionFactory anybody;

  @Resource(lookup = "java:app/jms/seller")
  private transient ConnectionFactory seller;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(String.join("\n", GuardedBean.SEEN));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String answer = "ok";
    try {
      switch (request.getServletPath()) {
        case "/connection" -> sendWithConnection(request);
        case "/context" -> sendWithContext(request);
        default -> answer = Integer.toString(browse(request));
      }
    } catch (JMSException | JMSRuntimeException e) {
      answer = e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    response.getWriter().print(answer);
  }

  private void sendWithConnection(HttpServletRequest request) throws JMSException {
    String user = request.getParameter("user");
    try (Connection connection =
        user == null
            ? factory(request).createConnection()
            : factory(request).createConnection(user, request.getParameter("password"))) {
      var session = connection.createSession();
      Queue queue = session.createQueue(QUEUE);
      session.createProducer(queue).send(session.createTextMessage(request.getParameter("text")));
    }
  }

  private int browse(HttpServletRequest request) throws JMSException {
    try (Connection connection =
        anybody.createConnection(request.getParameter("user"), request.getParameter("password"))) {
      var session = connection.createSession();
      var browser = session.createBrowser(session.createQueue(QUEUE));
      return Collections.list(browser.getEnumeration()).size();
    }
  }

  private void sendWithContext(HttpServletRequest request) {
    String user = request.getParameter("user");
    try (JMSContext context =
        user == null
            ? factory(request).createContext()
            : factory(request).createContext(user, request.getParameter("password"))) {
      Queue queue = context.createQueue(QUEUE);
      context.createProducer().send(queue, request.getParameter("text"));
    }
  }

  private ConnectionFactory factory(HttpServletRequest request) {
    return "seller".equals(request.getParameter("factory")) ? seller : anybody;
  }
}
