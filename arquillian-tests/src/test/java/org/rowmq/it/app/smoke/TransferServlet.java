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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * POST /transfers?factory=JNDI-name&accounts=JNDI-name writes the body as a row and sends it as a
 * message, {@code &messageFirst} in the other order, in one transaction of two XA resources. GET
 * lists the rows.
 */
@WebServlet("/transfers")
@SuppressWarnings("BanJNDI") // each server gives the resources other names; only the tests ask
public class TransferServlet extends HttpServlet {
  @Resource private transient UserTransaction transaction;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String text = request.getReader().readLine();
    boolean messageFirst = request.getParameter("messageFirst") != null;
    try {
      ConnectionFactory factory = (ConnectionFactory) named(request, "factory");
      DataSource accounts = (DataSource) named(request, "accounts");
      transaction.begin();
      if (messageFirst) {
        send(factory, text);
      }
      write(accounts, text);
      if (!messageFirst) {
        send(factory, text);
      }
      transaction.commit();
    } catch (NamingException
        | SQLException
        | NotSupportedException
        | SystemException
        | RollbackException
        | HeuristicMixedException
        | HeuristicRollbackException e) {
      throw new ServletException(e);
    }
  }

  private static Object named(HttpServletRequest request, String parameter) throws NamingException {
    return new InitialContext().lookup(request.getParameter(parameter));
  }

  private static void send(ConnectionFactory factory, String text) {
    try (JMSContext context = factory.createContext()) {
      context.createProducer().send(context.createQueue("smoke"), text);
    }
  }

  private static void write(DataSource accounts, String text) throws SQLException {
    try (Connection connection = accounts.getConnection();
        PreparedStatement insert = connection.prepareStatement("insert into transfer values (?)")) {
      insert.setString(1, text);
      insert.executeUpdate();
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try {
      response.getWriter().print(rows((DataSource) named(request, "accounts")));
    } catch (NamingException | SQLException e) {
      throw new ServletException(e);
    }
  }

  private static String rows(DataSource accounts) throws SQLException {
    StringBuilder rows = new StringBuilder();
    try (Connection connection = accounts.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select text from transfer order by text")) {
      while (result.next()) {
        rows.append(result.getString(1)).append('\n');
      }
    }
    return rows.toString();
  }
}
