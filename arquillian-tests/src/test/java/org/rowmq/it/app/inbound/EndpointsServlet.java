package org.rowmq.it.app.inbound;

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

/**
 * The endpoints of this node through JMX: GET lists them, POST ?do=pauseEndpoint or
 * ?do=resumeEndpoint does that to the bean= named.
 */
@WebServlet("/endpoints")
public class EndpointsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    for (CompositeData endpoint : endpoints()) {
      response
          .getWriter()
          .println(
              endpoint.get("name")
                  + " "
                  + endpoint.get("state")
                  + " "
                  + endpoint.get("granted")
                  + " of "
                  + endpoint.get("sessions"));
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException {
    for (CompositeData endpoint : endpoints()) {
      String name = (String) endpoint.get("name");
      if (name.contains(request.getParameter("bean"))) {
        try {
          server()
              .invoke(
                  node(),
                  request.getParameter("do"),
                  new Object[] {name},
                  new String[] {String.class.getName()});
        } catch (JMException e) {
          throw new ServletException(e);
        }
      }
    }
  }

  private static CompositeData[] endpoints() throws ServletException {
    try {
      return (CompositeData[]) server().getAttribute(node(), "Endpoints");
    } catch (JMException e) {
      throw new ServletException(e);
    }
  }

  private static ObjectName node() throws JMException {
    return server().queryNames(new ObjectName("org.rowmq:type=Node,*"), null).iterator().next();
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }
}
