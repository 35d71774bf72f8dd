package org.rowmq.it.app.inbound;

import jakarta.inject.Inject;
import jakarta.jms.JMSContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** POST /default?queue= sends the body through the platform's default connection factory. */
@WebServlet("/default")
public class DefaultFactoryServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient JMSContext context;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String text = request.getReader().readLine();
    context.createProducer().send(context.createQueue(request.getParameter("queue")), text);
  }
}
