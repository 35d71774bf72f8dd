package org.rowmq.it.app.messaging;

import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;

/**
 * POST /messages sends the body, {@code ?queue=} elsewhere, {@code ?row=commit|rollback|late} with
 * a row; GET tells what came.
 */
@WebServlet("/messages")
public class MessagingServlet extends HttpServlet {

  @EJB private transient Sender sender;
  @Inject private transient Deliveries deliveries;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String text = request.getReader().readLine();
    String row = request.getParameter("row");
    try {
      if (row == null) {
        sender.send(text, request.getParameter("queue"));
      } else {
        sender.createTable();
        if (row.equals("late")) {
          failLate(text);
        } else {
          sender.sendWithRow(text, row.equals("rollback"));
        }
      }
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }

  private void failLate(String text) throws SQLException, ServletException {
    try {
      sender.sendWithRowAndFailLate(text);
      throw new ServletException("the transaction was committed");
    } catch (EJBException e) {
      // the rollback
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try {
      response
          .getWriter()
          .print(request.getParameter("rows") == null ? deliveries.text() : sender.rows());
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }
}
