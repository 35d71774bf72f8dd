package org.rowmq.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the operating system sees of a node on the embedded database: before each confirmation the
 * file is forced to disk, and no more often than that. Needs {@code strace}.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SyncsBeforeConfirmationTest {
  private static final Pattern CONFIRMATION = Pattern.compile("write\\(\\d+, \"<(\\w+) (\\d+)>");
  private static final Pattern SYNC = Pattern.compile("(fsync|fdatasync).*= 0$");

  /** Those of H2's background thread, which are rare. */
  private static final int MORE = 10;

  @TempDir Path directory;

  private static boolean canTrace() throws InterruptedException {
    try {
      return new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void the_file_is_forced_once_before_each_confirmation() throws Exception {
    assumeTrue(canTrace(), "strace is not there, or may not trace");
    Path trace = directory.resolve("trace");
    Path settings =
        ChildJvm.write(
            directory,
            Map.of("dataDirectory", directory.resolve("data").toString(), "nodeName", "traced"));
    Process child =
        ChildJvm.startUnder(
            directory,
            List.of("strace", "-f", "-e", "trace=fsync,fdatasync,write", "-o", trace.toString()),
            SyncChild.class,
            settings.toString(),
            directory.resolve("said").toString());
    assertThat(child.waitFor(4, TimeUnit.MINUTES)).isTrue();
    assertThat(child.exitValue()).isZero();

    List<String> unforced = new ArrayList<>();
    int confirmations = 0;
    int all = 0;
    int syncs = 0;
    boolean begun = false;
    for (String line : Files.readAllLines(trace)) {
      Matcher confirmation = CONFIRMATION.matcher(line);
      if (SYNC.matcher(line).find()) {
        syncs++;
      } else if (confirmation.find()) {
        String what = confirmation.group(1) + " " + confirmation.group(2);
        if (begun) {
          confirmations++;
          all += syncs;
          if (syncs == 0) {
            unforced.add(what);
          }
        }
        begun = true;
        syncs = 0;
      }
    }
    assertThat(confirmations).isEqualTo(3 * SyncChild.COUNT);
    assertThat(unforced).isEmpty();
    assertThat(all).isLessThanOrEqualTo(confirmations + MORE);
  }
}
