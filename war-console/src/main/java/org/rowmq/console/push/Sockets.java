package org.rowmq.console.push;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rowmq.console.LocalNode;
import org.rowmq.management.ManagementService;

/**
 * The sockets of open pages. While there is one, one task looks each second whether what pages show
 * has changed, in the node's memory, and says so to all; without sockets nothing looks. Nothing of
 * what has changed goes through a socket. Thread-safe.
 */
@ApplicationScoped
public class Sockets {
  /** More pages than these ask without being told. */
  static final int MOST = 200;

  static final int MOST_OF_A_SESSION = 20;
  private static final Logger LOG = Logger.getLogger(Sockets.class.getName());
  private static final String CHANGED = "changed";
  private static final long SEND_MILLIS = 5_000;

  @Resource private ManagedScheduledExecutorService timer;

  /** Those of HTTP sessions that have not ended; guarded by this. */
  private final Set<String> tickets = new HashSet<>();

  /** Each with its ticket; guarded by this. */
  private final Map<Session, String> open = new HashMap<>();

  /** Those that have not yet taken what they were sent last; guarded by this. */
  private final Set<Session> busy = new HashSet<>();

  private ScheduledFuture<?> task;
  private long last;

  synchronized void admit(String ticket) {
    tickets.add(ticket);
  }

  /** The session has ended, and its sockets with it. */
  void dismiss(String ticket) {
    List<Session> ended = new ArrayList<>();
    synchronized (this) {
      tickets.remove(ticket);
      open.forEach(
          (session, of) -> {
            if (of.equals(ticket)) {
              ended.add(session);
            }
          });
      ended.forEach(this::remove);
    }
    ended.forEach(session -> close(session, CloseCodes.VIOLATED_POLICY, "signed out"));
  }

  /** Takes in a socket, or closes it. */
  void add(Session session, String ticket) {
    CloseCode refused = null;
    synchronized (this) {
      if (ticket == null || !tickets.contains(ticket)) {
        refused = CloseCodes.VIOLATED_POLICY;
      } else if (open.size() >= MOST
          || open.values().stream().filter(ticket::equals).count() >= MOST_OF_A_SESSION) {
        refused = CloseCodes.TRY_AGAIN_LATER;
      } else {
        // no idle timeout: the server's timer would hold the closed session, and this class, till
        // then
        session.getAsyncRemote().setSendTimeout(SEND_MILLIS);
        open.put(session, ticket);
        if (task == null) {
          last = stamp();
          task = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
        }
      }
    }
    if (refused != null) {
      close(session, refused, "refused");
    }
  }

  synchronized void remove(Session session) {
    open.remove(session);
    busy.remove(session);
    if (open.isEmpty() && task != null) {
      task.cancel(false);
      task = null;
    }
  }

  /** Closes all. */
  @PreDestroy
  void stop() {
    List<Session> all;
    synchronized (this) {
      all = List.copyOf(open.keySet());
      all.forEach(this::remove);
    }
    all.forEach(session -> close(session, CloseCodes.GOING_AWAY, "stopped"));
  }

  private void look() {
    try {
      long now = stamp();
      if (now != last) {
        last = now;
        tell();
      }
    } catch (RuntimeException e) {
      // thrown on, it would end the task for good; pages ask every few seconds as well
      LOG.log(Level.FINE, "Pages cannot be told now", e);
    }
  }

  private static long stamp() {
    return LocalNode.find().map(ManagementService::changes).orElse(0L);
  }

  private void tell() {
    List<Session> free = new ArrayList<>();
    synchronized (this) {
      for (Session session : open.keySet()) {
        if (busy.add(session)) { // a page that reads slowly is told once
          free.add(session);
        }
      }
    }
    for (Session session : free) {
      session.getAsyncRemote().sendText(CHANGED, result -> sent(session, result.isOK()));
    }
  }

  private void sent(Session session, boolean ok) {
    synchronized (this) {
      busy.remove(session);
    }
    if (!ok) {
      remove(session);
      close(session, CloseCodes.GOING_AWAY, "not read");
    }
  }

  private static void close(Session session, CloseCode code, String reason) {
    try {
      session.close(new CloseReason(code, reason));
    } catch (IOException | IllegalStateException e) {
      LOG.log(Level.FINE, "A socket was closed already", e);
    }
  }
}
