package org.rowmq.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy before a database server, which breaks one connection at a chosen request. A request
 * is what the driver sends before it waits.
 */
final class CuttingProxy implements AutoCloseable {
  /** What happens to a request, and to the connection it came on. */
  enum Cut {
    /** The server never sees it; both sides see the end of the connection. */
    BEFORE_REQUEST,

    /** The server has answered; the client sees the end of the connection instead. */
    AFTER_ANSWER,

    /** The server has answered; the client hears nothing, and not that the connection has ended. */
    SILENCE
  }

  private static final int BUFFER = 1 << 16;

  private final ServerSocket listening;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /** Requests until the cut; negative when none is to come. */
  private int left = -1;

  private Cut cut;
  private boolean done;

  CuttingProxy(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Breaks the connection of the request after so many others, from now on and on any of them. */
  synchronized void cutAfter(int requests, Cut how) {
    left = requests;
    cut = how;
    done = false;
  }

  /** Breaks nothing more; whether something was broken. */
  synchronized boolean heal() {
    left = -1;
    return done;
  }

  private synchronized Cut next() {
    if (left < 0 || left-- > 0) {
      return null;
    }
    done = true;
    return cut;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        Link link = new Link(client, server);
        start(link::requests);
        start(link::answers);
      }
    } catch (IOException e) {
      // closed
    }
  }

  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile Cut broken;

    Link(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      sockets.add(client);
      sockets.add(server);
    }

    void requests() {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        int length;
        while ((length = in.read(buffer)) >= 0) {
          if (broken == null) {
            broken = next();
          }
          if (broken == Cut.BEFORE_REQUEST) {
            break;
          }
          out.write(buffer, 0, length);
        }
      } catch (IOException e) {
        // one side has gone, so the other goes
      } finally {
        end();
      }
    }

    void answers() {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        int length;
        while ((length = in.read(buffer)) >= 0) {
          if (broken == Cut.AFTER_ANSWER) {
            break;
          }
          if (broken == null) {
            out.write(buffer, 0, length);
          }
        }
      } catch (IOException e) {
        // as above
      } finally {
        end();
      }
    }

    private void end() {
      drop(client);
      drop(server);
    }
  }

  private void drop(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    sockets.forEach(this::drop);
  }
}
