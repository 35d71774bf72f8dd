package org.rowmq.console.push;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Binds sockets to the HTTP session whose pages open them: its pages carry it, no other site can
 * know it, and it ends with the session, which closes the sockets.
 */
@Named("ticket")
@SessionScoped
public class Ticket implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 16;

  @Inject private Sockets sockets;

  private final String text = random();
  private boolean ended;

  private static String random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @PreDestroy
  synchronized void end() {
    ended = true;
    sockets.dismiss(text);
  }

  /**
   * For the address of the socket. It is admitted with each page and not once: a session may have
   * been kept while the console was deployed anew.
   */
  public synchronized String getText() {
    if (!ended) {
      sockets.admit(text);
    }
    return text;
  }
}
