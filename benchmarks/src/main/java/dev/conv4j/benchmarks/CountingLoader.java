package dev.conv4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Loads conv4j a second time, with workers that tell {@link TaskCount} what they are given. What is
 * measured elsewhere stays as it is: nothing is counted in conv4j itself.
 */
final class CountingLoader extends ClassLoader {
  private static final String OURS = "dev.conv4j.";
  static final String WORKERS = "dev.conv4j.cpu.Workers";
  private static final ClassDesc COUNT = ClassDesc.of(TaskCount.class.getName());

  CountingLoader(ClassLoader parent) {
    super(parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS) || name.startsWith(TaskCount.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] code = file.readAllBytes();
      byte[] loaded = name.equals(WORKERS) ? counting(code) : code;
      return defineClass(name, loaded, 0, loaded.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  /**
   * The workers, whose method {@code run(int tasks, long work, ...)} tells when it begins and ends.
   */
  private static byte[] counting(byte[] code) {
    ClassFile files = ClassFile.of();
    ClassModel workers = files.parse(code);
    if (workers.methods().stream().noneMatch(CountingLoader::handsOver)) {
      throw new IllegalStateException(WORKERS + " has no run(int tasks, long work, ...) any more");
    }
    return files.transformClass(
        workers, ClassTransform.transformingMethodBodies(CountingLoader::handsOver, new Telling()));
  }

  private static boolean handsOver(MethodModel method) {
    MethodTypeDesc type = method.methodTypeSymbol();
    return method.methodName().equalsString("run")
        && type.parameterCount() >= 2
        && type.parameterType(0).equals(ConstantDescs.CD_int)
        && type.parameterType(1).equals(ConstantDescs.CD_long);
  }

  private static final class Telling implements CodeTransform {
    @Override
    public void atStart(CodeBuilder builder) {
      builder
          .iload(builder.parameterSlot(0))
          .lload(builder.parameterSlot(1))
          .invokestatic(
              COUNT,
              "begin",
              MethodTypeDesc.of(
                  ConstantDescs.CD_void, ConstantDescs.CD_int, ConstantDescs.CD_long));
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      if (element instanceof ReturnInstruction) {
        builder.invokestatic(COUNT, "end", MethodTypeDesc.of(ConstantDescs.CD_void));
      }
      builder.with(element);
    }
  }
}
