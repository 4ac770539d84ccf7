import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import jdk.jshell.tool.JavaShellToolBuilder;

/// JShell with a feedback mode that prints values on lines of their own, so that the rows of an array are aligned. JShell
/// sets modes from commands only, and runs the files of its command line before it knows any mode; so the commands are run
/// first, and the settings kept in memory. `./shell` runs this file; its arguments are JShell's.
static final String SETTINGS =
    """
    /set mode culebra normal -quiet
    /set prompt culebra "jshell> " "   ...> "
    /set format culebra display "{value}{post}" expression,varvalue,varinit,assignment
    /set format culebra value "%3$s"
    /set truncation culebra 100000
    /set mode culebra -retain
    /set feedback culebra -retain
    /exit
    """;

void main(String[] args) throws Exception {
  Map<String, String> preferences = new HashMap<>();
  JavaShellToolBuilder.builder()
      .persistence(preferences)
      .in(new ByteArrayInputStream(SETTINGS.getBytes(StandardCharsets.UTF_8)), null)
      .out(new PrintStream(OutputStream.nullOutputStream()))
      .run("--execution", "local", "--no-startup");
  JavaShellToolBuilder.builder().persistence(preferences).run(args);
}
