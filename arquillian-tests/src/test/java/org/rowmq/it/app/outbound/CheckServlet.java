package org.rowmq.it.app.outbound;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.jms.JMSContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;

/** GET /check?of=modes|contexts|connections|servlet&name=method: "ok", or what went wrong. */
@WebServlet("/check")
public class CheckServlet extends HttpServlet {
  @EJB private transient ModeChecks modes;
  @EJB private transient ContextChecks contexts;
  @EJB private transient ConnectionChecks connections;
  @EJB private transient Queues queues;
  @Inject private transient JMSContext context;
  @Resource private transient UserTransaction transaction;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object target =
        switch (request.getParameter("of")) {
          case "modes" -> modes;
          case "contexts" -> contexts;
          case "connections" -> connections;
          default -> this;
        };
    PrintWriter answer = response.getWriter();
    try {
      target.getClass().getMethod(request.getParameter("name")).invoke(target);
      answer.print("ok");
    } catch (InvocationTargetException e) {
      e.getCause().printStackTrace(answer);
    } catch (ReflectiveOperationException e) {
      e.printStackTrace(answer);
    }
  }

  /** The servlet's own context: one for the request, in a transaction and out of it. */
  public void inTheServlet() throws Exception {
    String queue = queues.empty("contexts.servlet");
    context.createProducer().send(context.createQueue(queue), "at once");
    Check.equal(1, queues.count(queue), "messages");
    transaction.begin();
    context.createProducer().send(context.createQueue(queue), "never");
    transaction.rollback();
    Check.equal(1, queues.count(queue), "messages after the rollback");
    transaction.begin();
    context.createProducer().send(context.createQueue(queue), "kept");
    transaction.commit();
    Check.equal(2, queues.count(queue), "messages after the commit");
  }
}
