package org.rowmq.it.app.orders;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * POST /orders places the order whose number is the body; GET says how many are not invoiced, and
 * fails when rows and messages disagree at this moment.
 */
@WebServlet("/orders")
public class OrdersServlet extends HttpServlet {
  @EJB private transient OrderDesk desk;

  @Resource(lookup = "jdbc/rowmq")
  private transient DataSource database;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    desk.place(Integer.parseInt(request.getReader().readLine()));
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try (Connection connection = database.getConnection()) {
      Moment moment = Moment.of(connection);
      if (!moment.agrees()) {
        throw new ServletException("rows and messages disagree: " + moment);
      }
      response.getWriter().print(moment.placed() - moment.invoiced());
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }
}
