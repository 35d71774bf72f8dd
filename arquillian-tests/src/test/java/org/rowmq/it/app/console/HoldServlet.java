package org.rowmq.it.app.console;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.Semaphore;

/** POST lets {@link HoldingListener} go on with one message. */
@WebServlet("/hold")
public class HoldServlet extends HttpServlet {
  static final Semaphore GATE = new Semaphore(0);

  private static final long serialVersionUID = 1L;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) {
    GATE.release();
  }
}
