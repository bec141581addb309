package dev.conv4j.data;

import dev.conv4j.Conv4jException;
import dev.conv4j.data.KnownSet.KnownFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Fetches the files of a data set from its mirrors, through the proxy that the usual system
 * properties name ({@code https.proxyHost} and so on). A mirror that failed once is not asked
 * again.
 *
 * <p>Thread safety: one thread at a time.
 */
final class Downloader implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path folder;
  private final Deque<URI> mirrors;
  private final Patience patience;
  private final DownloadListener listener;
  private final List<String> failures = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  /**
   * A downloader.
   *
   * @param folder where the files go, for messages
   */
  Downloader(Path folder, List<URI> mirrors, Patience patience, DownloadListener listener) {
    this.folder = folder;
    this.mirrors = new ArrayDeque<>(mirrors);
    this.patience = patience;
    this.listener = listener;
  }

  /** The host that the last file came from. */
  String host() {
    return mirrors.element().getHost();
  }

  /**
   * Fetches a file from the first mirror that has it, and checks it.
   *
   * @param into receives it as it came, compressed
   * @throws UnavailableException if no mirror has it, or it cannot be written
   */
  <P> P fetch(KnownFile<P> file, Path into) throws UnavailableException {
    long answerBy = System.nanoTime() + patience.answer().toNanos();
    while (!mirrors.isEmpty()) {
      URI mirror = mirrors.element();
      try {
        download(file, mirror.resolve(file.remoteName()), into, share(answerBy));
        return checked(file, into);
      } catch (IOException e) {
        failures.add(mirror.getHost() + ": " + reason(e));
        mirrors.remove();
      }
    }
    throw new UnavailableException("could not be downloaded (" + String.join("; ", failures) + ")");
  }

  /** Until when the next mirror may take its time: all but the last leave some to the others. */
  private long share(long answerBy) {
    long now = System.nanoTime();
    long left = Math.max(answerBy - now, 0);
    return now + (mirrors.size() > 1 ? left / 3 * 2 : left);
  }

  private void download(KnownFile<?> file, URI address, Path into, long answerBy)
      throws IOException, UnavailableException {
    HttpResponse<PatientBody> response = ask(address, answerBy);
    try (PatientBody body = response.body();
        OutputStream out = openForWriting(into)) {
      long total = length(file, response);
      listener.started(file.remoteName(), total);
      try {
        copy(file, body, out);
      } finally {
        listener.finished();
      }
    }
  }

  private HttpResponse<PatientBody> ask(URI address, long answerBy) throws IOException {
    CompletableFuture<HttpResponse<PatientBody>> future =
        client.sendAsync(
            HttpRequest.newBuilder(address).GET().build(),
            info -> new PatientBody(answerBy, patience.stall()));
    long left = Math.max(answerBy - System.nanoTime(), 0);
    try {
      return future.get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new IOException("no answer within " + Patience.words(Duration.ofNanos(left)), e);
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("it was interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  private void copy(KnownFile<?> file, PatientBody body, OutputStream out)
      throws IOException, UnavailableException {
    byte[] buffer = new byte[BUFFER];
    long bytes = 0;
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      bytes += count;
      if (bytes > file.mostBytes()) {
        throw new IOException("it sent more than the file has");
      }
      write(out, buffer, count);
      listener.progress(bytes);
    }
  }

  /** How many bytes the server will send, or -1 if it does not say. */
  private static long length(KnownFile<?> file, HttpResponse<?> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException("it answered with status " + response.statusCode());
    }
    long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    if (length > file.mostBytes()) {
      throw new IOException(
          "it offers " + length + " bytes, but the file has at most " + file.mostBytes());
    }
    return length;
  }

  private static <P> P checked(KnownFile<P> file, Path downloaded) throws IOException {
    try {
      return file.read(downloaded);
    } catch (Conv4jException e) {
      throw new IOException(
          "it sent a damaged file: expected "
              + e.problem().expected()
              + " but got "
              + e.problem().found(),
          e);
    }
  }

  private OutputStream openForWriting(Path into) throws UnavailableException {
    try {
      return Files.newOutputStream(into);
    } catch (IOException e) {
      throw CachedSet.unwritable(folder, e);
    }
  }

  private void write(OutputStream out, byte[] buffer, int count) throws UnavailableException {
    try {
      out.write(buffer, 0, count);
    } catch (IOException e) {
      throw CachedSet.unwritable(folder, e);
    }
  }

  private static String reason(IOException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
        return "its name cannot be resolved";
      }
      if (t instanceof SSLException) {
        return "no secure connection: " + t.getMessage();
      }
    }
    if (e instanceof ConnectException) {
      return "connection refused";
    }
    return e.getMessage() == null ? "the connection broke off" : e.getMessage();
  }

  /** Breaks off whatever is still under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
