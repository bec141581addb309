package dev.conv4j.io;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file system in front of another that fails where it is told to, as one on a full or broken disk
 * does. Paths of it are proxies of the other's.
 */
final class FailingFiles extends FileSystemProvider {

  /** Where to fail. */
  enum Failure {
    NEVER,
    OPEN,
    OPEN_DENIED,
    WRITE,
    FORCE,
    MOVE,
    WRITE_AND_DELETE
  }

  /** What the system says of a full disk. */
  static final String REASON = "No space left on device";

  private final FileSystem inner;
  private final FileSystemProvider provider;
  private final Failing files = new Failing();
  private Failure failure = Failure.NEVER;

  /** Files of {@code inner}. */
  FailingFiles(FileSystem inner) {
    this.inner = inner;
    this.provider = inner.provider();
  }

  /** From now on fails there. */
  void failAt(Failure where) {
    failure = where;
  }

  /** The path of this file system for one of the other. */
  Path path(Path innerPath) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("getFileSystem")) {
            return files;
          }
          Object result = invoke(innerPath, method, arguments);
          return result instanceof Path path ? path(path) : result;
        };
    return (Path)
        Proxy.newProxyInstance(
            FailingFiles.class.getClassLoader(),
            new Class<?>[] {Path.class, Inner.class},
            (proxy, method, arguments) ->
                method.getDeclaringClass() == Inner.class
                    ? innerPath
                    : handler.invoke(proxy, method, arguments));
  }

  private static @Nullable Object invoke(
      Path target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      if (arguments == null) {
        return method.invoke(target);
      }
      @Nullable Object[] own = new Object[arguments.length];
      for (int i = 0; i < own.length; i++) {
        own[i] = arguments[i] instanceof Inner wrapped ? wrapped.inner() : arguments[i];
      }
      return method.invoke(target, own);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Finds the other's path behind one of ours. */
  interface Inner {
    Path inner();
  }

  private static Path inner(Path path) {
    return ((Inner) path).inner();
  }

  private void failIf(Path path, Failure... where) throws IOException {
    for (Failure each : where) {
      if (failure == each) {
        throw new FileSystemException(path.toString(), null, REASON);
      }
    }
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    failIf(path, Failure.OPEN);
    if (failure == Failure.OPEN_DENIED) {
      throw new AccessDeniedException(path.toString());
    }
    return new Channel(provider.newFileChannel(inner(path), options, attributes), path);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    failIf(from, Failure.MOVE);
    provider.move(inner(from), inner(to), options);
  }

  @Override
  public void delete(Path path) throws IOException {
    if (failure == Failure.WRITE_AND_DELETE) {
      throw new FileSystemException(path.toString(), null, "Read-only file system");
    }
    provider.delete(inner(path));
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return provider.readAttributes(inner(path), type, options);
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    provider.checkAccess(inner(path), modes);
  }

  @Override
  public String getScheme() {
    return "failing";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return files;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    provider.createDirectory(inner(folder), attributes);
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) throws IOException {
    provider.copy(inner(from), inner(to), options);
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return provider.isSameFile(inner(one), inner(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return provider.isHidden(inner(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return provider.getFileStore(inner(path));
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return provider.getFileAttributeView(inner(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return provider.readAttributes(inner(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, @Nullable Object value, LinkOption... options)
      throws IOException {
    provider.setAttribute(inner(path), name, value, options);
  }

  private final class Failing extends FileSystem {
    @Override
    public FileSystemProvider provider() {
      return FailingFiles.this;
    }

    @Override
    public void close() throws IOException {
      inner.close();
    }

    @Override
    public boolean isOpen() {
      return inner.isOpen();
    }

    @Override
    public boolean isReadOnly() {
      return inner.isReadOnly();
    }

    @Override
    public String getSeparator() {
      return inner.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      return inner.getRootDirectories();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return inner.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return inner.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
      return path(inner.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
      return inner.getPathMatcher(pattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      return inner.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
      return inner.newWatchService();
    }
  }

  /** Fails when it is written or forced; half of what is written is there by then. */
  private final class Channel extends FileChannel {
    private final FileChannel inner;
    private final Path path;

    Channel(FileChannel inner, Path path) {
      this.inner = inner;
      this.path = path;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      if (failure == Failure.WRITE || failure == Failure.WRITE_AND_DELETE) {
        inner.write(from.slice(from.position(), from.remaining() / 2));
      }
      failIf(path, Failure.WRITE, Failure.WRITE_AND_DELETE);
      return inner.write(from);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      failIf(path, Failure.FORCE);
      inner.force(metadata);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return inner.read(into);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
      return inner.read(into, offset, length);
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
      failIf(path, Failure.WRITE, Failure.WRITE_AND_DELETE);
      return inner.write(from, offset, length);
    }

    @Override
    public long position() throws IOException {
      return inner.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      return inner.position(position);
    }

    @Override
    public long size() throws IOException {
      return inner.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      return inner.truncate(size);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
      return inner.transferTo(position, count, to);
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long position, long count)
        throws IOException {
      return inner.transferFrom(from, position, count);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return inner.read(into, position);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
      return inner.write(from, position);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
      return inner.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
      return inner.lock(position, size, shared);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return inner.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      inner.close();
    }
  }
}
