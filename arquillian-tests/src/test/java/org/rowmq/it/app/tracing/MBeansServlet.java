package org.rowmq.it.app.tracing;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** GET says which queues the MBean server of this JVM shows. */
@WebServlet("/mbeans")
public class MBeansServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName all = new ObjectName("org.rowmq:type=Destinations,*");
      for (ObjectName name : server.queryNames(all, null)) {
        for (CompositeData queue : (CompositeData[]) server.getAttribute(name, "Queues")) {
          response.getWriter().println(queue.get("name") + " " + queue.get("consumers"));
        }
      }
    } catch (JMException e) {
      throw new ServletException(e);
    }
  }
}
