@echo off
rem Finds a JDK 25 and sets JAVA_HOME to it. Called by conv4j.cmd; jdk.sh does the same elsewhere.
for %%D in ("%JAVA_HOME%") do call :try "%%~D" && exit /b 0
for /f "delims=" %%J in ('where java 2^>nul') do for %%D in ("%%~dpJ..") do call :try "%%~fD" && exit /b 0
for %%P in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\Zulu" "%USERPROFILE%\.jdks") do (
  if exist "%%~P" for /d %%D in ("%%~P\*") do call :try "%%~D" && exit /b 0
)
echo conv4j: JDK 25 was not found in JAVA_HOME, on the PATH, in Program Files or in .jdks. Install it, 1>&2
echo for instance from https://adoptium.net/temurin/releases/?version=25, and try again; or point 1>&2
echo JAVA_HOME at it. 1>&2
exit /b 1

:try
if not exist "%~1\bin\javac.exe" exit /b 1
if not exist "%~1\release" exit /b 1
findstr /b /c:"JAVA_VERSION=\"25" "%~1\release" >nul || exit /b 1
set "JAVA_HOME=%~1"
exit /b 0
