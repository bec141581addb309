package dev.conv4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an HTTP response as a stream that waits for a limited time only: what is read fails
 * when fewer than {@link #PROGRESS} bytes arrive in that time.
 *
 * <p>Thread safety: one thread reads; the HTTP client may deliver on any other.
 */
final class PatientBody extends InputStream implements BodySubscriber<PatientBody> {
  /** As many bytes make progress; fewer could go on for ever. */
  static final int PROGRESS = 1024;

  /** What arrived: bytes, the end, or a failure. */
  private record Arrival(List<ByteBuffer> bytes, boolean end, @Nullable Throwable failure) {}

  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private volatile @Nullable Subscription subscription;
  private final Queue<ByteBuffer> unread = new ArrayDeque<>();
  private final Duration stall;
  private long deadline;
  private long sinceProgress;
  private boolean ended;

  /**
   * A body yet to come.
   *
   * @param firstDeadline until when the first bytes must be here, in the time of {@link
   *     System#nanoTime}
   * @param stall how long each further {@link #PROGRESS} bytes may take
   */
  PatientBody(long firstDeadline, Duration stall) {
    this.deadline = firstDeadline;
    this.stall = stall;
  }

  @Override
  public CompletionStage<PatientBody> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    arrivals.add(new Arrival(bytes, false, null));
  }

  @Override
  public void onError(Throwable failure) {
    arrivals.add(new Arrival(List.of(), true, failure));
  }

  @Override
  public void onComplete() {
    arrivals.add(new Arrival(List.of(), true, null));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (unread.isEmpty()) {
      if (ended) {
        return -1;
      }
      await();
    }
    ByteBuffer next = unread.element();
    int count = Math.min(length, next.remaining());
    next.get(into, at, count);
    if (!next.hasRemaining()) {
      unread.remove();
    }
    return count;
  }

  private void await() throws IOException {
    Arrival arrival;
    try {
      arrival = arrivals.poll(Math.max(deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("it was interrupted", e);
    }
    if (arrival == null) {
      throw new IOException("it stalled: fewer than " + PROGRESS + " bytes in the time allowed");
    }
    if (arrival.failure != null) {
      throw new IOException("the connection broke off", arrival.failure);
    }
    ended = arrival.end;
    for (ByteBuffer buffer : arrival.bytes) {
      if (buffer.hasRemaining()) {
        unread.add(buffer);
        sinceProgress += buffer.remaining();
      }
    }
    if (sinceProgress >= PROGRESS) {
      sinceProgress = 0;
      deadline = System.nanoTime() + stall.toNanos();
    }
    Subscription from = subscription;
    if (!ended && from != null) {
      from.request(1);
    }
  }

  /** Lets the rest of the body go. */
  @Override
  public void close() {
    Subscription from = subscription;
    if (!ended && from != null) {
      from.cancel();
    }
  }
}
