package dev.conv4j.gpu.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How work is cut, also where it is more than any machine of the tests can hold. */
class SizesTest {

  @Test
  void rowsThatDoNotFitInYGoOnInZ() {
    assertThat(Grids.rows(3, 65_535, 256)).isEqualTo(new Grid(3, 65_535, 1, 256, 1, 1));
    assertThat(Grids.rows(3, 65_536, 256)).isEqualTo(new Grid(3, 65_535, 2, 256, 1, 1));
    Grid most = Grids.rows(1, 1L << 31, 64);
    assertThat(most.groupsY() * most.groupsZ()).isGreaterThanOrEqualTo(1L << 31);
    assertThat(most.groupsZ()).isLessThanOrEqualTo(65_535);
  }

  @Test
  void everyPixelOfEveryPlaneHasItsWorkItem() {
    for (long planes : new long[] {1, 7, 8, 9, 256, 257, 3_000_000_000L}) {
      for (long pixels : new long[] {1, 7, 8, 9, 31, 32, 33, 50_000}) {
        for (int each : new int[] {1, 4}) {
          Grid grid = Grids.planes(planes, pixels, each);
          assertThat(grid.groupsX() * grid.itemsX() * each).isGreaterThanOrEqualTo(pixels);
          assertThat(grid.groupsY() * grid.groupsZ() * grid.itemsY())
              .isGreaterThanOrEqualTo(planes);
          assertThat(grid.groupsY()).isLessThanOrEqualTo(65_535);
          assertThat(grid.groupsZ()).isLessThanOrEqualTo(65_535);
          assertThat(grid.itemsX() * grid.itemsY()).isEqualTo(256);
        }
      }
    }
  }

  @Test
  void slicesCoverAChannelOfMoreElementsThanAnIntCounts() {
    ChannelSlices slices = ChannelSlices.of(Shape.of(3_000_000, 2, 30, 40));
    assertThat(slices.elements()).isEqualTo(3_600_000_000L);
    assertThat(slices.slices()).isEqualTo(1024);
    assertThat(slices.grid()).isEqualTo(new Grid(1024, 2, 1, 256, 1, 1));
    assertThat(ChannelSlices.of(Shape.of(2, 3, 4, 4)).slices()).isEqualTo(1);
    assertThat(ChannelSlices.of(Shape.of(0, 3, 4, 4)).isEmpty()).isTrue();
  }

  @Test
  void tilesComputeLittleInVain() {
    assertThat(Tile.of(10, 1_000_000, 1)).isEqualTo(Tile.LOW);
    assertThat(Tile.of(64, 1_000_000, 1)).isEqualTo(Tile.MIDDLE);
    assertThat(Tile.of(96, 1_000_000, 1)).isEqualTo(Tile.HIGH);
    assertThat(Tile.of(128, 1_000_000, 1)).isEqualTo(Tile.HIGH);
    assertThat(Tile.of(128, 1_000, 1)).as("too few to fill a device").isEqualTo(Tile.MIDDLE);
    assertThat(Tile.of(40, 1_000, 1)).isEqualTo(Tile.MIDDLE);
  }

  /** Stride 3, dilation 2, 4 taps: pixel 0 gets from tap 2, pixel 1 from taps 0 and 3. */
  @Test
  void pixelsAStrideApartTakeTheSameTaps() {
    List<Slide.Line> lines = Slide.Line.backward(7, 4, 3, 4, 2);
    assertThat(lines)
        .containsExactly(
            new Slide.Line(3, 0, 3, 0, 1, 4, 2, 3, 1, -2),
            new Slide.Line(2, 1, 3, 1, 1, 4, 1, 3, 1, -2),
            new Slide.Line(2, 2, 3, 2, 1, 4, 0, 3, 2, -2));
  }

  /** A stride over the kernel: some pixels are seen by nobody. */
  @Test
  void pixelsThatNobodySawTakeNoTap() {
    List<Slide.Line> lines = Slide.Line.backward(4, 1, 3, 0, 1);
    assertThat(lines.stream().map(Slide.Line::taps)).containsExactly(1, 0, 0);
    assertThat(lines.stream().mapToInt(Slide.Line::count).sum()).isEqualTo(4);
  }

  @Test
  void everySourceHasANameOfItsOwn() {
    Set<String> names = new HashSet<>();
    for (GpuSource source : KernelSources.all()) {
      assertThat(names.add(source.name())).as(source.name()).isTrue();
      assertThat(source.text()).contains("KERNEL");
    }
    assertThat(names).hasSize(12 + Tile.values().length);
  }
}
