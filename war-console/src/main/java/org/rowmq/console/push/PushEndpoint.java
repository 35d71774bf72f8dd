package org.rowmq.console.push;

import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.util.List;

/**
 * Where pages listen. Who has no session, or comes from another site, has been refused before by
 * the sign-in mechanism. Nothing is taken from pages.
 */
@ServerEndpoint("/push")
public class PushEndpoint {
  @Inject private Sockets sockets;

  @OnOpen
  public void open(Session session) {
    List<String> given = session.getRequestParameterMap().getOrDefault("ticket", List.of());
    sockets.add(session, given.isEmpty() ? null : given.get(0));
  }

  @OnMessage(maxMessageSize = 16)
  public void message(String text, Session session) throws IOException {
    session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "nothing is taken"));
  }

  @OnClose
  public void close(Session session) {
    sockets.remove(session);
  }

  @OnError
  public void error(Session session, Throwable problem) {
    sockets.remove(session); // the page asks by itself, and comes again
  }
}
