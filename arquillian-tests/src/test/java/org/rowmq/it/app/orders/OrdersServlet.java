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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** POST /orders places the order whose number is the body; GET says how many are not invoiced. */
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
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet open =
            statement.executeQuery(
                "select (select count(*) from placed_order) - (select count(*) from invoice)")) {
      open.next();
      response.getWriter().print(open.getInt(1));
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }
}
