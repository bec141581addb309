import org.jspecify.annotations.NullMarked;

/** Convolutional networks: everything needed to train and predict on a CPU. */
@NullMarked
module dev.conv4j.core {
  requires static transitive org.jspecify;
  requires java.desktop;
  requires java.net.http;
  requires tools.jackson.core;
  requires static jdk.incubator.vector;
  requires static jdk.jfr;

  exports dev.conv4j;
  exports dev.conv4j.autograd;
  exports dev.conv4j.data;
  exports dev.conv4j.data.augment;
  exports dev.conv4j.io;
  exports dev.conv4j.look;
  exports dev.conv4j.nn;
  exports dev.conv4j.nn.zoo;
  exports dev.conv4j.optim;
  exports dev.conv4j.tensor;
  exports dev.conv4j.tensor.spi;
  exports dev.conv4j.train;

  provides dev.conv4j.tensor.spi.DeviceProvider with
      dev.conv4j.cpu.CpuProvider,
      dev.conv4j.cpu.ReferenceProvider;

  uses dev.conv4j.tensor.spi.DeviceProvider;
}
