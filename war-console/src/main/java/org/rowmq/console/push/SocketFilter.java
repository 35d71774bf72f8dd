package org.rowmq.console.push;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ends sockets with the console, and makes the server forget them. Payara uses its objects for
 * requests again and again, and {@code Request.recycle} leaves in them who took over a connection:
 * with that, a whole console that was undeployed would stay in memory until the same object serves
 * another socket. Thread-safe.
 */
public class SocketFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger(SocketFilter.class.getName());

  /** Of other servers nothing is known that would have to be forgotten. */
  private static final String TYRUS = "org.glassfish.tyrus.";

  @Inject private transient Sockets sockets;

  private final transient Set<HttpUpgradeHandler> handlers =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(new Upgradable(request), response);
  }

  private final class Upgradable extends HttpServletRequestWrapper {
    Upgradable(HttpServletRequest request) {
      super(request);
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type)
        throws IOException, ServletException {
      T handler = super.upgrade(type);
      handlers.add(handler);
      return handler;
    }
  }

  @Override
  public void destroy() {
    sockets.stop();
    List<HttpUpgradeHandler> present;
    synchronized (handlers) {
      present = List.copyOf(handlers);
    }
    for (HttpUpgradeHandler handler : present) {
      handler.destroy(); // closes now, and never again without what is taken from it next
      if (handler.getClass().getName().startsWith(TYRUS)) {
        empty(handler);
      }
    }
  }

  private static void empty(HttpUpgradeHandler handler) {
    for (Field field : handler.getClass().getDeclaredFields()) {
      boolean fixed =
          Modifier.isStatic(field.getModifiers()) || Modifier.isFinal(field.getModifiers());
      if (!fixed && !field.getType().isPrimitive()) {
        try {
          field.setAccessible(true);
          field.set(handler, null);
        } catch (IllegalAccessException | RuntimeException e) {
          // whatever another version has: it is a matter of memory only
          LOG.log(Level.FINE, "This console may stay in memory after it is undeployed", e);
        }
      }
    }
  }
}
