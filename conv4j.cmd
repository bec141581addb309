@echo off
rem conv4j from a clone on Windows: finds JDK 25, builds on first use and whenever a source changed,
rem runs. The same as ./conv4j, but for the start-up cache; the JVM's warning of the incubating module
rem stays visible here.
setlocal
set "ROOT=%~dp0"
set "LIB=%ROOT%cli\target\launch\lib"
set "STAMP=%ROOT%cli\target\launch\built"
call "%ROOT%.mvn\jdk.cmd" || exit /b 1

set "CHANGED="
if not exist "%STAMP%" set "CHANGED=none"
if not defined CHANGED for /f "delims=" %%F in ('powershell -NoProfile -Command "$t=(Get-Item '%STAMP%').LastWriteTimeUtc; Get-ChildItem -Recurse -File -Path '%ROOT%core\src\main','%ROOT%gpu\src\main','%ROOT%examples\src\main','%ROOT%cli\src\main','%ROOT%pom.xml','%ROOT%core\pom.xml','%ROOT%gpu\pom.xml','%ROOT%examples\pom.xml','%ROOT%cli\pom.xml' | Where-Object { $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1 -ExpandProperty Name"') do set "CHANGED=%%F"
if defined CHANGED (
  echo conv4j: building ^(%CHANGED%^); the first time this fetches libraries and takes a minute or two. 1>&2
  call "%ROOT%mvnw.cmd" -B -q -f "%ROOT%pom.xml" -Dquick -Dmaven.test.skip=true -Dconv4j.target=target/launch -pl cli -am package 1>&2
  if errorlevel 1 (
    echo conv4j: the build failed. 1>&2
    exit /b 1
  )
  type nul > "%STAMP%"
)

set "OPTIONS=-XX:+UseSerialGC --enable-native-access=ALL-UNNAMED"
for %%C in (train evaluate summary devices bench serve look) do if "%~1"=="%%C" set "OPTIONS=--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Xms24m -Xmn12m -XX:CompileCommand=quiet -XX:CompileCommand=BackgroundCompilation,dev.conv4j.cpu.*::*,false -XX:G1HeapRegionSize=1m -XX:GCTimeRatio=0 -XX:+UnlockExperimentalVMOptions -XX:+IgnoreUnrecognizedVMOptions -XX:G1ExpandByPercentOfAvailable=0"
"%JAVA_HOME%\bin\java" %OPTIONS% "-Dconv4j.home=%ROOT%." -Djava.awt.headless=true -cp "%LIB%\*" dev.conv4j.cli.Main %*
exit /b %errorlevel%
