package org.rowmq.it.app.xa;

import jakarta.ejb.EJB;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;

/**
 * POST /transfers books the body, {@code ?ask} sends it to the listener; GET lists the rows, {@code
 * ?booked} takes a booked message.
 */
@WebServlet("/transfers")
public class TransfersServlet extends HttpServlet {
  @EJB private transient Transfers transfers;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String text = request.getReader().readLine();
    try {
      if (request.getParameter("ask") == null) {
        transfers.book(text);
      } else {
        transfers.ask(text);
      }
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try {
      response
          .getWriter()
          .print(
              request.getParameter("booked") == null ? transfers.rows() : transfers.takeBooked());
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }
}
