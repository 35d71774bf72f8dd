package org.rowmq.ra.node;

import javax.naming.InitialContext;
import javax.naming.NamingException;

/** The server's naming service. */
public final class Jndi {
  private Jndi() {}

  /**
   * Looks up a name, on a thread of the server with the server's context class loader.
   *
   * @param name written by whoever configures the server or deploys the application, never by a
   *     sender of messages
   */
  @SuppressWarnings("BanJNDI") // a resource adapter is configured with JNDI names
  public static Object lookUp(String name) throws NamingException {
    return new InitialContext().lookup(name);
  }
}
