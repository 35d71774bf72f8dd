package org.rowmq.it.isolation.app;

import jakarta.annotation.Resource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;

/** Says who implements a persistence unit that names no provider, after having used it. */
@WebServlet("/provider")
public class ProviderServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @PersistenceContext private transient EntityManager entities;
  @Resource private transient UserTransaction transaction;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try {
      transaction.begin();
      entities.persist(new Note(System.nanoTime(), "a note"));
      transaction.commit();
    } catch (Exception e) { // six checked ones, none of which can be mended here
      throw new ServletException(e);
    }
    response.getWriter().print(entities.getDelegate().getClass().getName());
  }
}
