package org.modyn.storage.filesystem.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.BlobMetadata;
import org.jclouds.blobstore.domain.PageSet;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.GetOptions;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.S3Config;

/** An S3 server in this process, with its objects in memory; it counts the requests. */
public final class S3TestServer implements AutoCloseable {
  public static final String BUCKET = "bucket";
  private static final String ACCESS_KEY = "access";
  private static final String SECRET_KEY = "secret";

  private final BlobStoreContext context =
      ContextBuilder.newBuilder(new TransientApiMetadata()).buildView(BlobStoreContext.class);
  private final CountingBlobStore store = new CountingBlobStore(context.getBlobStore());
  private S3Proxy proxy;
  private int port;

  private S3TestServer() {}

  public static S3TestServer start() {
    S3TestServer server = new S3TestServer();
    server.store.createContainerInLocation(null, BUCKET);
    server.resume();
    return server;
  }

  /** Serves again, at the same port. */
  public void resume() {
    proxy =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
            .build();
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    port = proxy.getPort();
  }

  /** Is not there any more, but keeps its objects. */
  public void pause() {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public String url(String folder) {
    return "s3://" + BUCKET + "/" + folder;
  }

  public void put(String key, byte[] bytes) {
    store.putBlob(BUCKET, store.blobBuilder(key).payload(bytes).contentType("text/test").build());
  }

  public void delete(String key) {
    store.removeBlob(BUCKET, key);
  }

  public byte[] get(String key) {
    try (var stream = store.delegate.getBlob(BUCKET, key).getPayload().openStream()) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The keys of all objects. */
  public List<String> keys() {
    return store.delegate.list(BUCKET, ListContainerOptions.Builder.recursive()).stream()
        .map(StorageMetadata::getName)
        .toList();
  }

  String contentType(String key) {
    return store.delegate.blobMetadata(BUCKET, key).getContentMetadata().getContentType();
  }

  /** Objects, or ranges of them, that were read so far. */
  public int reads() {
    return store.reads.get();
  }

  /** Statuses of objects that were asked for so far. */
  public int looks() {
    return store.looks.get();
  }

  /** Pages of listings so far. */
  public int pages() {
    return store.pages.get();
  }

  /** The section {@code s3} of the configuration, as one line of YAML. */
  public String options(Path cacheDirectory, String more) {
    return String.format(
        Locale.ROOT,
        "{endpoint: 'http://127.0.0.1:%d', access_key: %s, secret_key: %s, cache_directory:"
            + " '%s'%s}",
        port,
        ACCESS_KEY,
        SECRET_KEY,
        cacheDirectory,
        more);
  }

  S3Config config(Path cacheDirectory, String more) {
    return ConfigLoader.parse("test", options(cacheDirectory, more), S3Config.class);
  }

  @Override
  public void close() {
    pause();
    context.close();
  }

  private static final class CountingBlobStore extends ForwardingBlobStore {
    private final BlobStore delegate;
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger pages = new AtomicInteger();

    CountingBlobStore(BlobStore delegate) {
      super(delegate);
      this.delegate = delegate;
    }

    @Override
    public Blob getBlob(String container, String key, GetOptions options) {
      reads.incrementAndGet();
      return super.getBlob(container, key, options);
    }

    @Override
    public BlobMetadata blobMetadata(String container, String key) {
      looks.incrementAndGet();
      return super.blobMetadata(container, key);
    }

    @Override
    public PageSet<? extends StorageMetadata> list(String container, ListContainerOptions options) {
      pages.incrementAndGet();
      return super.list(container, options);
    }
  }
}
