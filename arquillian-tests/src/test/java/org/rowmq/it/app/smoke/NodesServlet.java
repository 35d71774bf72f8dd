package org.rowmq.it.app.smoke;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** GET says which MBeans of RowMQ the MBean server of this JVM has. */
@WebServlet("/mbeans")
public class NodesServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try {
      ObjectName ours = new ObjectName("org.rowmq:*");
      for (ObjectName name : ManagementFactory.getPlatformMBeanServer().queryNames(ours, null)) {
        response.getWriter().println(name);
      }
    } catch (MalformedObjectNameException e) {
      throw new ServletException(e);
    }
  }
}
