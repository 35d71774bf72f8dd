package org.rowmq.it.app.smoke;

import jakarta.annotation.Resource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * POST /messages?factory=JNDI-name sends the body, {@code &rollback} in a transaction that is
 * rolled back; GET tells what the bean was given.
 */
@WebServlet("/messages")
@SuppressWarnings("BanJNDI") // each server gives the factory another name; only the tests ask
public class SmokeServlet extends HttpServlet {
  static final List<String> SEEN = new CopyOnWriteArrayList<>();

  @Resource private transient UserTransaction transaction;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String text = request.getReader().readLine();
    try {
      Object factory = new InitialContext().lookup(request.getParameter("factory"));
      transaction.begin();
      try (JMSContext context = ((ConnectionFactory) factory).createContext()) {
        context.createProducer().send(context.createQueue("smoke"), text);
      } finally {
        if (request.getParameter("rollback") == null) {
          transaction.commit();
        } else {
          transaction.rollback();
        }
      }
    } catch (NamingException
        | NotSupportedException
        | SystemException
        | RollbackException
        | HeuristicMixedException
        | HeuristicRollbackException e) {
      throw new ServletException(e);
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(String.join("\n", SEEN));
  }
}
