copy t from '/tmp/file';
copy t (stdin) from program 'cat';
copy (select * from t) to '/tmp/file';
