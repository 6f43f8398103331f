@echo off
rem Drag a folder of reports (or files, or zips) onto this file: `cchc tong-hop` makes one file of them, beside
rem the folder. All that is executed is ASCII; the Vietnamese words stand below the last command, to be looked
rem up, since cmd may stumble over other letters in what it executes.
setlocal EnableExtensions DisableDelayedExpansion
chcp 65001 >nul
title cchc tong-hop
set "launcher=%~f0"
set "home=%~dp0"
set "name=%~nx0"
set "CCHC_LANG=vi"
set "NoDefaultCurrentDirectoryInExePath=1"
set "items="
set "lost="
set "first="
set "is_cut="
set "code=2"
if "%~1"=="" goto usage

:collect
if "%~1"=="" goto collected
set "item=%~f1"
if "%item:~-1%"=="\" set "item=%item%."
if not exist "%item%" set "lost=%item%"
if not defined first set "first=%item%"
set items=%items% "%item%"
shift
goto collect

:collected
rem Explorer puts no quotes around a path without spaces: cmd cuts D:\A&B off at the &.
if defined lost call :take_whole_line
if defined lost goto lost
for %%F in ("%first%") do pushd "%%~dpF"

set "cchc="
for %%P in ("%home%.venv\Scripts\cchc.exe" "%home%..\.venv\Scripts\cchc.exe") do if not defined cchc if exist %%P set cchc=%%P
for %%P in (cchc.exe) do if not defined cchc if not "%%~$PATH:P"=="" set cchc="%%~$PATH:P"
for %%P in (py.exe python.exe) do if not defined cchc if not "%%~$PATH:P"=="" call :try "%%~$PATH:P"
if not defined cchc goto not_installed

call :say working
set "log=%TEMP%\cchc-tong-hop-%RANDOM%%RANDOM%.txt"
%cchc% tong-hop %items% >"%log%"
set "code=%ERRORLEVEL%"
type "%log%"
set "result="
for /f "usebackq tokens=2* delims= " %%A in ("%log%") do if "%%A"=="ghi" if exist "%%B" set "result=%%B"
del "%log%" 2>nul
echo.
call :say code%code%
if %code% GTR 4 call :say code4
if not defined result goto end
call :say open
start "" "%result%"
goto end

:usage
call :say usage
goto end

:lost
call :say lost
echo     "%first%"
goto end

:not_installed
call :say not_installed
goto end

:end
echo.
pause
rem What was cut off behind the & would be executed next, but for this exit.
if defined is_cut exit %code%
exit /b %code%

:take_whole_line
setlocal EnableDelayedExpansion
set "line=!cmdcmdline!"
set "rest=!line:*%name%=!"
if "!rest!"=="!line!" exit /b
set "rest=!rest:~2,-1!"
for /f "delims=" %%L in ("!rest!") do (
    endlocal
    set "item=%%L"
)
if not exist "%item%" exit /b
set "first=%item%"
set items="%item%"
set "lost="
set "is_cut=1"
exit /b

:try
%1 -m cchc_excel --version >nul 2>nul && set cchc=%1 -m cchc_excel
exit /b

:say
for /f "usebackq skip=102 tokens=1,2 delims=|" %%A in ("%launcher%") do if "%%A"=="::%1" echo %%B
exit /b

::usage|Kéo một thư mục có các báo cáo (Excel, Word, zip…) thả lên biểu tượng của tệp này để tổng hợp.
::usage|Cũng thả được nhiều tệp, nhiều thư mục cùng lúc. Tệp kết quả nằm bên cạnh thư mục ấy; tệp gốc giữ nguyên.
::working|Đang tổng hợp, xin chờ…
::code0|Đã tổng hợp xong, không có lỗi nào.
::code1|Đã tổng hợp xong, nhưng số liệu có lỗi: xem các dòng có mã lỗi ở trên, hoặc sheet «Phát hiện» của tệp kết quả.
::code2|Chưa tổng hợp được: xem dòng báo ở trên, sửa theo đó rồi kéo thả lại.
::code3|Có tệp không dùng được (nêu tên ở trên, kèm cách sửa); các tệp còn lại vẫn được tổng hợp nếu có.
::code4|Chương trình gặp lỗi. Số liệu của bạn không bị thay đổi; xin gửi các dòng ở trên cho người phụ trách phần mềm.
::open|Đang mở tệp kết quả.
::lost|Không tìm thấy thư mục hoặc tệp dưới đây. Nếu tên có ký tự lạ (&, dấu phẩy, chấm phẩy, dấu bằng) thì đổi tên rồi kéo thả lại.
::not_installed|Chưa tìm thấy chương trình cchc. Cài Python từ python.org, rồi mở PowerShell trong thư mục của cchc và gõ lần lượt:
::not_installed|    py -m venv .venv
::not_installed|    .venv\Scripts\pip install -e .
::not_installed|Hoặc cài cho mọi thư mục: py -m pip install -e .   Sau đó kéo thả lại.
