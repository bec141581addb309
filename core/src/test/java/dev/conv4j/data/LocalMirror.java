package dev.conv4j.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on this machine that holds {@link TinySet}, and serves it well or badly. */
final class LocalMirror implements AutoCloseable {

  /** How a request for a file is answered. */
  interface Answer {
    void to(HttpExchange exchange, byte[] archive) throws IOException, InterruptedException;
  }

  static final Answer SOUND =
      (exchange, archive) -> {
        exchange.sendResponseHeaders(200, archive.length);
        exchange.getResponseBody().write(archive);
      };

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<String> asked = new CopyOnWriteArrayList<>();

  LocalMirror(Answer answer) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(path);
          try {
            answer.to(exchange, TinySet.archive(path.substring(path.lastIndexOf('/') + 1)));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            exchange.close();
          }
        });
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port() + "/data/");
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The paths that were asked for. */
  List<String> asked() {
    return asked;
  }

  /** Waits until the server is closed. */
  void untilClosed() throws InterruptedException {
    closing.await();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
