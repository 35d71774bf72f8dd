package org.rowmq.it.app;

import jakarta.annotation.Resource;
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

/** Adds a row and says how many there are. */
@WebServlet("/add")
public class RowsServlet extends HttpServlet {
  @Resource(lookup = "jdbc/rows")
  private transient DataSource rows;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try (Connection connection = rows.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists t (id int)");
      statement.execute("insert into t values (1)");
      try (ResultSet count = statement.executeQuery("select count(*) from t")) {
        count.next();
        response.getWriter().print(count.getInt(1));
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
